"""From a finger on the glass to a slot of the sensor."""
