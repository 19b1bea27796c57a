"""The library: clips, folders, people, jobs and all else that is kept, in a database and content-addressed files."""
