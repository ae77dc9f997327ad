export { problemSchema } from './problem-schema.ts'
export { viewSchema } from './view-schema.ts'
