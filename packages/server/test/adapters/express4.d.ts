declare module 'express4' {
  import type { Express } from 'express'
  export default function express(): Express
}
