#!/bin/sh
# Prints a Python that Groundwork can start from: 3.11 or newer, able to make a virtual environment.
# PYTHON names one by hand. Without one, a single line says how to get it, and the exit code is 1.
for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
    if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        command -v "$candidate"
        exit 0
    fi
done
if [ "$(id -u)" = 0 ]; then become=; else become="sudo "; fi
echo "Groundwork needs Python 3.11 or newer with venv: ${become}apt-get install -y python3 python3-venv" >&2
exit 1
