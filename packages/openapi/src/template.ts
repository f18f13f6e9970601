/** A ts-rest path, `/tasks/:taskId`, as an OpenAPI path template, `/tasks/{taskId}`. */
export function toTemplate(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}')
}
