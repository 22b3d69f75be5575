"""Find in terminals: the bar, its hits over the text and beside the scroll bar, the list over all tabs."""
