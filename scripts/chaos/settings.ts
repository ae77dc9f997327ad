export const secret = 'under fire: nobody has to guess this'

/** Milliseconds. */
export const storeTimeout = 1_000

/** How much later than `storeTimeout` an answer may come, in milliseconds, beside what this machine itself was late. */
export const answerMargin = 200
