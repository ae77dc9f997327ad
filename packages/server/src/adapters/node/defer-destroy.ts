import type { IncomingMessage } from 'node:http'
import type { NodeResponse } from './response.ts'

/**
 * Keeps an answer that is whole from being lost while it is held: an error handler that answers and then calls `next(error)`
 * has Express destroy `request.socket`, others destroy the response. Without a session the bytes would have left by then.
 * What is destroyed with an error, or by who holds the socket itself, is destroyed at once. Answers what takes that back,
 * which answers what destroys what was to be destroyed.
 */
export function deferDestroy(response: NodeResponse, request: IncomingMessage | undefined): () => () => void {
  const due = new Set<'response' | 'socket'>()
  const { destroy } = response
  const waiting = function (this: NodeResponse, error?: Error | null): NodeResponse {
    if (!error) due.add('response')
    else destroy?.call(this, error)
    return this
  }
  const isOwn = Object.hasOwn(response, 'destroy')
  if (destroy) Object.assign(response, { destroy: waiting })
  const showSocket = request ? hideSocket(request, () => due.add('socket')) : () => {}
  return () => {
    if (response.destroy === waiting) {
      if (isOwn) Object.assign(response, { destroy })
      else Reflect.deleteProperty(response, 'destroy')
    }
    showSocket()
    return () => {
      // By the properties, for the end may have to wait once more, for the rest to be committed.
      if (due.has('response')) response.destroy?.()
      if (due.has('socket')) request?.socket.destroy()
    }
  }
}

/** Shows a socket on the request whose `destroy` waits. */
function hideSocket(request: IncomingMessage, onDestroy: () => void): () => void {
  const property = Object.getOwnPropertyDescriptor(request, 'socket')
  if (!property?.configurable || typeof property.value !== 'object' || property.value === null)
    return () => {}
  let shown: object | undefined
  const show = (): object => {
    shown ??= new Proxy<object>(property.value, {
      get(socket, name) {
        const value: unknown = Reflect.get(socket, name, socket)
        if (typeof value !== 'function') return value
        if (name !== 'destroy') return value.bind(socket)
        return (error?: Error | null) => {
          if (!error) onDestroy()
          else value.call(socket, error)
          return socket
        }
      },
      set: (socket, name, value) => Reflect.set(socket, name, value),
    })
    return shown
  }
  Object.defineProperty(request, 'socket', {
    configurable: true,
    enumerable: property.enumerable === true,
    get: show,
    set(value: unknown) {
      Object.defineProperty(request, 'socket', { ...property, value })
    },
  })
  return () => {
    const current = Object.getOwnPropertyDescriptor(request, 'socket')
    if (current?.get === show) Object.defineProperty(request, 'socket', property)
  }
}
