// What the server's repository hands over: its `expose` returns this type.
export interface View {
  readonly person: { readonly id: string; readonly name: string }
}
