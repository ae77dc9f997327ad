import type { HeadArguments, NodeResponse, WriteArguments } from './response.ts'

/** What differs between the responses of HTTP/1, of HTTP/2 and of other libraries. Nothing else knows which one it has. */
export interface ResponseKind {
  /** Whether it is of another library: it takes what Node.js would refuse, and has only the head that it is told. */
  readonly isVirtual: boolean
  /**
   * Makes the response look sent though its head has not left. Answers what takes that back; as in a response that was
   * sent, a status assigned meanwhile changes nothing.
   */
  pretendHeadersSent(response: NodeResponse): () => void
  /** What a `writeHead` does that comes after the headers. */
  refuseHead(response: NodeResponse, head: HeadArguments): void
  /** What a `write` or an `end` does with a chunk that is none. */
  refuseChunk(response: NodeResponse, method: 'write' | 'end', written: WriteArguments): void
  /** What a `write` or an `end` does that comes after the end, while that end waits. */
  refuseAfterEnd(response: NodeResponse, method: 'write' | 'end', written: WriteArguments): void
  /** Breaks off a response of which a part has left, so that nobody takes it for the whole. `end` is the method it came in with. */
  cut(response: NodeResponse, end: NodeResponse['end']): void
}
