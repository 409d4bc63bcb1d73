"""Reads the configuration, builds the parts and wires the stages."""
