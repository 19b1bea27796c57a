"""The Studio API: library, boards, activity and accounts, for the page in the browser and for programs."""
