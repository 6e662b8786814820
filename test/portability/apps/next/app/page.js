'use client'

import { useEffect } from 'react'
import * as api from 'woodbury'
import { run } from '../../browser.js'

// Rendered on the server first: importing the package there does nothing.
export default function Page() {
  useEffect(() => {
    run(api)
  }, [])
  return <p>woodbury {api.version}</p>
}
