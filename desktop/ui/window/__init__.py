"""The window, its menus, and how it is put together."""
