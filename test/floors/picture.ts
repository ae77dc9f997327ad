import { type Floors, innerPlan, plan } from './plan.ts'

/** The house as a Mermaid diagram: a frame for each package, a box for each floor, arrows to the floor that it stands on. */
export function picture(): string {
  const packages = Object.entries(plan).flatMap(([name, floors]) => [
    `  subgraph ${name}["packages/${name}/src"]`,
    ...boxes(name, floors).map((line) => `    ${line}`),
    '  end',
  ])
  return ['flowchart TB', ...packages].join('\n')
}

/** The floors from the top down. A floor that has floors of its own is a frame around them. */
function boxes(name: string, floors: Floors): string[] {
  const fromTheTop = floors.map((rooms, index) => ({ rooms, id: `${name}${index}` })).reverse()
  const drawn = fromTheTop.flatMap(({ rooms, id }) => {
    const [room = ''] = rooms
    const inner = innerPlan[`${name}/src/${room}`]
    if (inner === undefined) return [`${id}["${rooms.join(', ')}"]`]
    return [`subgraph ${id}["${room}"]`, ...boxes(room, inner).map((line) => `  ${line}`), 'end']
  })
  return [...drawn, fromTheTop.map(({ id }) => id).join(' --> ')]
}
