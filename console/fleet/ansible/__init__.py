"""Ansible inventories as they stand in files: INI, YAML, and what ``ansible-inventory --list`` prints.

Nothing of Ansible is imported or run. What only it can know is told and left out: vaults, templates, scripts, plugins.
The formats: docs.ansible.com, "How to build your inventory" and the plugins ``ini`` and ``yaml``.
"""
