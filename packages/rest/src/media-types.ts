import type { FileType, Operation } from '@taskpact/contract'

/** The types that the success of an operation may be of. */
export function mediaTypesOf({ metadata }: Operation): string[] {
  return metadata.sends ? Object.values(metadata.sends).map(({ mediaType }) => mediaType) : ['application/json']
}

/** The type of the file that a call gets, by the format that it asked for. */
export function sentType({ metadata }: Operation, format: unknown): FileType | undefined {
  return metadata.sends?.[String(format)]
}
