"""Can one account read, change or even detect what another has? Asked of every operation of the API description."""
