"""How verdicts on chance are made."""

FALSE_ALARM = 1e-6
"""How often each verdict on chance would refuse a program that is right, were it asked with another seed."""
