"""The names of the jobs of screening, for whoever adds one."""

SCREEN = "screen"
SCREEN_CHANGED = "screen_changed"
FOLD = "fold_screenings"
LOAD = "load_exclusion_list"
SWEEP = "sweep_exclusion_lists"
