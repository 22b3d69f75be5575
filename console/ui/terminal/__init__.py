"""The terminal on the screen: cell keys in, pixels out; keys and mouse in, requests out."""
