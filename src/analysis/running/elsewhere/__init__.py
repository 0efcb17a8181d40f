"""Other file systems than this machine's, and other processes and machines than this one."""
