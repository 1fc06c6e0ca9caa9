"""The pre-scaling application: raises slow capacity before kick-off and restores it after."""
