export type { ActiveView, NoneReason, NoneView, Problem, ProblemCode, SessionView } from '@sojourn/contract'
export { announcementHeader, markerSuffix, problemMediaType, routes } from '@sojourn/contract'
