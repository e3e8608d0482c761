"""The blind study: do people see in works the mood that was asked for, and would they hang them?"""
