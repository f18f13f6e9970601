export { stringify } from 'yaml'
