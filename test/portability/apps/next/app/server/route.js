import * as api from 'woodbury'
import { scenario } from '../../../../scenario.js'

export const dynamic = 'force-dynamic'

export const GET = async () => Response.json(await scenario(api).catch(error => ({ failed: `${error.stack}` })))
