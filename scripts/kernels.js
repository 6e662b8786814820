// Compiles every set of kernels for both builds.
import asc from 'assemblyscript/asc'

for (const config of ['asconfig', 'assembly/single', 'assembly/predict', 'assembly/family'])
  for (const target of ['plain', 'relaxed']) {
    const { error } = await asc.main(['--config', `${config}.json`, '--target', target], { stderr: process.stderr })
    if (error) throw error
  }
