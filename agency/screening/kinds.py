"""The names of the jobs of screening, for whoever adds one."""

SCREEN = "screen"
SCREEN_CHANGED = "screen_changed"
