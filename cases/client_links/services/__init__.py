"""Making and ending links; codes and the sessions that they open; what the client tells, and the look at it."""
