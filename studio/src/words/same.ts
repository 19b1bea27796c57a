/** The same entries with other words: a language that lacks one does not compile. */
export type Same<Words> = { [Key in keyof Words]: Words[Key] extends string ? string : Same<Words[Key]> };
