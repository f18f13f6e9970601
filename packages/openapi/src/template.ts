/** Converts a ts-rest path, `/tasks/:taskId`, to an OpenAPI path template, `/tasks/{taskId}`. */
export function toTemplate(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}')
}
