export default { fetch: () => Response.json({ steps: 0 }) }
