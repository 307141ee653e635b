interface HttpOut {
  send(request: Request): Promise<Response>
}

export const network: HttpOut = { send: (request) => fetch(request) }
