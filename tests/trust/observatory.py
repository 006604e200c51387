"""Our own scorer on the scheme that Mozilla publishes for its HTTP Observatory: start at 100, A+ from 100 on.

Only what a response says is scored; certificates and preload lists are a host's. Bonus points count when nothing was
taken away below 90, as in the published scheme. Source: developer.mozilla.org/en-US/observatory/docs/tests_and_scoring.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from http.cookies import Morsel, SimpleCookie

SIX_MONTHS = 15768000
PRIVATE_REFERRERS = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}


@dataclass
class Score:
    """The points, and for each test why."""

    total: int = 100
    reasons: dict[str, tuple[int, str]] = field(default_factory=dict)

    def add(self, test: str, points: int, why: str) -> None:
        self.reasons[test] = (points, why)

    def close(self) -> Score:
        taken = 100 + sum(points for points, _ in self.reasons.values() if points < 0)
        bonus = sum(points for points, _ in self.reasons.values() if points > 0)
        self.total = max(0, taken + (bonus if taken >= 90 else 0))
        return self


def score(headers: dict[str, str], cookies: SimpleCookie, body: str, *, host: str) -> Score:
    """Score one page. `headers` by lower-case name."""
    result = Score()
    directives = _directives(headers.get("content-security-policy", ""))
    _policy(result, directives)
    _cookies(result, cookies, has_hsts="strict-transport-security" in headers)
    _transport(result, headers.get("strict-transport-security", ""))
    _scripts(result, body, host)
    origin = headers.get("access-control-allow-origin", "")
    result.add("CORS", -50 if origin == "*" else 0, origin or "not shared")
    referrer = headers.get("referrer-policy", "")
    known = {word.strip() for word in referrer.split(",")} & PRIVATE_REFERRERS
    result.add("referrer", 5 if known else (-5 if referrer else 0), referrer or "not set")
    nosniff = headers.get("x-content-type-options", "").lower() == "nosniff"
    result.add("content types", 0 if nosniff else -5, "nosniff" if nosniff else "may be guessed")
    _frames(result, directives, headers.get("x-frame-options", "").upper())
    shared = headers.get("cross-origin-resource-policy", "")
    result.add("resources", 10 if shared in {"same-origin", "same-site"} else 0, shared or "not set")
    return result.close()


def _directives(policy: str) -> dict[str, list[str]]:
    parts = [part.split() for part in policy.split(";") if part.strip()]
    return {part[0].lower(): part[1:] for part in parts}


def _policy(result: Score, directives: dict[str, list[str]]) -> None:
    if not directives:
        result.add("content policy", -25, "there is none")
        return
    scripts = directives.get("script-src", directives.get("default-src", ["*"]))
    styles = directives.get("style-src", directives.get("default-src", ["*"]))
    broad = {"*", "http:", "https:", "data:"}
    if (
        "'unsafe-inline'" in scripts
        or broad & set(scripts)
        or broad & set(directives.get("object-src", scripts))
    ):
        result.add("content policy", -20, "scripts from anywhere, or written into the page")
    elif "'unsafe-eval'" in scripts:
        result.add("content policy", -10, "scripts made of text")
    elif "'unsafe-inline'" in styles:
        result.add("content policy", 0, "styles written into the page")
    elif directives.get("default-src") == ["'none'"]:
        result.add("content policy", 10, "nothing but what is named")
    else:
        result.add("content policy", 5, "nothing unsafe")


def _cookies(result: Score, cookies: SimpleCookie, *, has_hsts: bool) -> None:
    points, why = 0, "no cookies" if not cookies else "secure"
    for name, cookie in cookies.items():
        taken, reason = _cookie(name, cookie, has_hsts)
        if taken < points:
            points, why = taken, f"{name}: {reason}"
    if cookies and points == 0 and all(cookie["samesite"] for cookie in cookies.values()):
        points, why = 5, "secure, and sent by our own pages alone"
    result.add("cookies", points, why)


def _cookie(name: str, cookie: Morsel[str], has_hsts: bool) -> tuple[int, str]:
    session = any(word in name.lower() for word in ("sess", "login", "sid"))
    if session and not cookie["httponly"]:
        return -30, "a session that scripts can read"
    if not cookie["secure"]:
        if session:
            return (-10 if has_hsts else -40), "a session that may go out unencrypted"
        return (-5 if has_hsts else -20), "may go out unencrypted"
    if "csrf" in name.lower() and not cookie["samesite"]:
        return -20, "sent along by other sites"
    return 0, ""


def _transport(result: Score, hsts: str) -> None:
    age = re.search(r"max-age=(\d+)", hsts)
    if not age:
        result.add("transport", -20, "may be unencrypted")
    else:
        result.add("transport", 0 if int(age[1]) >= SIX_MONTHS else -10, hsts)


def _scripts(result: Score, body: str, host: str) -> None:
    foreign = [
        source
        for source in re.findall(r"<script[^>]*\ssrc=[\"']([^\"']+)", body)
        if source.startswith(("http:", "https:", "//")) and host not in source
    ]
    result.add("scripts", -50 if foreign else 0, f"from elsewhere: {foreign}" if foreign else "all our own")


def _frames(result: Score, directives: dict[str, list[str]], header: str) -> None:
    if directives.get("frame-ancestors") in (["'none'"], ["'self'"]):
        result.add("frames", 5, "by the content policy")
    elif header in {"DENY", "SAMEORIGIN"}:
        result.add("frames", 0, header)
    else:
        result.add("frames", -20, "others may frame it")
