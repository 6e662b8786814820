/** Whether Node's permission model said no, told by its words: of a refusal only these are kept. */
export const isDenied = (said: string): boolean => said.startsWith('Access to this API has been restricted')
