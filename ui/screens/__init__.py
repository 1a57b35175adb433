"""The screens, one module and one .kv each. A screen is built when it is first needed."""
