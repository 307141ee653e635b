/** What is counted together: asking for a code or link, and answering with it. */
export const byApi = 'sign-in at'
export const byPages = 'sign-in on pages at'
export const byLink = 'e-mail change at'
