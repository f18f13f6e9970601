export { createMcp, type McpHandler, type McpOptions, type ServerIdentity } from './create-mcp.js'
export type { Prompt, PromptArgument, PromptValues } from './prompts.js'
export type { Resource } from './resources.js'
export { type Annotations, type Tool, toTools } from './tools.js'
