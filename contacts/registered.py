"""Each room registers here what must follow an act, and what it shows in others' rooms."""
