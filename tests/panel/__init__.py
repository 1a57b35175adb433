"""The bench panel: a window beside the clock's own, with fingers to lay down and faults to switch on."""
