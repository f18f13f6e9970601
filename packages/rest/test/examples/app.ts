import { errors } from '@taskpact/contract'
import { createRest } from '@taskpact/rest'
import express from 'express'
import { all } from './contract.js'
import { perform } from './perform.js'

export const app = express()

app.get('/', (_req, res) => void res.send('An application with routes of its own'))
app.use(createRest({ operations: all, errors, perform }))
app.use((_req, res) => void res.status(404).send('No such page'))
