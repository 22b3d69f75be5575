"""What was measured, over time: a page of plots, and the plots that are pinned to the dashboard."""
