"""Which events of several sources are one event told again: candidates, scores, groups, and the reasons in words."""
