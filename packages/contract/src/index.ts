export { isProblemCode, type Problem, type ProblemCode, problemMediaType, toProblem } from './problem.ts'
export { announcementHeader, markerSuffix, routes } from './routes.ts'
export { type SafeTargetOptions, safeTarget, UnsafeRedirectError } from './safe-target.ts'
export { type ActiveView, type NoneReason, type NoneView, readView, type SessionView } from './view.ts'
