"""The Earth and its names: values in, values out; no events, no maps, no network."""
