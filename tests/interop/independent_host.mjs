// Runs a chat server of the npm registry and is told on stdin what people there do: one JSON object per line, answered by
// one line. usage: independent_host.mjs telegram|discord PORT, in a folder whose node_modules has the server.
import { pathToFileURL } from 'node:url'
import * as readline from 'node:readline'
import path from 'node:path'

const [network, port] = process.argv.slice(2)
const load = (file) => import(pathToFileURL(path.join(process.cwd(), 'node_modules', file)))
const token = '123456:INDEPENDENT'

async function telegram() {
    const { default: Server } = await load('telegram-test-api/lib/index.js')
    const server = new Server({ port: Number(port), host: '127.0.0.1', storeTimeout: 3600 })
    await server.start()
    const clientOf = ({ user, chat, type }) =>
        server.getClient(token, { userId: user, chatId: chat, type: type ?? 'private', firstName: 'Ada', userName: `user${user}`, chatTitle: 'A room' })
    return {
        ready: { token, apiRoot: `http://127.0.0.1:${port}`, mention: '@TestNameBot' },
        async message(asked) {
            const client = clientOf(asked)
            const entities = asked.mention ? { entities: [{ type: 'mention', offset: 0, length: '@TestNameBot'.length }] } : {}
            await client.sendMessage(client.makeMessage(asked.text, entities))
        },
        async command(asked) {
            const client = clientOf(asked)
            await client.sendCommand(client.makeCommand(asked.text))
        },
        async button(asked) {
            const client = clientOf(asked)
            await client.sendCallback(client.makeCallbackQuery(asked.data, { message: { message_id: 1 } }))
        },
        async sent() {
            return server.storage.botMessages.map(({ message }) => ({ chat: String(message.chat_id), text: message.text ?? '' }))
        },
    }
}

async function discord() {
    const { DigitalDiscord } = await load('discord-digital-twin/dist/index.js')
    const users = [{ id: '4242', username: 'Ada' }, { id: '666', username: 'Mallory' }]
    const channels = [{ id: '501', name: 'general', type: 0 }, { id: '94242', name: 'ada', type: 1 }, { id: '9666', name: 'mallory', type: 1 }]
    const twin = new DigitalDiscord({ botToken: token, botUser: { id: '99', username: 'gateway' }, guild: { id: '500', name: 'Test' }, users, channels })
    await twin.start()
    // The twin keeps every channel in a guild; a direct one has none.
    await twin.prisma.channel.updateMany({ where: { type: 1 }, data: { guildId: null } })
    return {
        ready: { token, apiRoot: twin.restUrl, mention: '@gateway' },
        async message({ user, chat, text }) {
            await twin.simulateUserMessage({ channelId: String(chat), userId: String(user), content: text })
        },
        async edit({ user, chat, text }) {
            const messages = await twin.channel(String(chat)).getMessages()
            const own = messages.filter((message) => message.author.id === String(user)).at(-1)
            await twin.simulateUserMessageEdit({ messageId: own.id, channelId: String(chat), content: text })
        },
        async slash({ user, chat, name }) {
            await twin.channel(String(chat)).user(String(user)).runSlashCommand({ name })
        },
        async drop() {
            for (const client of [...twin.server.gateway.clients]) client.ws.terminate()
        },
        async connections() {
            return twin.server.gateway.clients.length
        },
        async commands() {
            return (await twin.prisma.applicationCommand.findMany()).map((command) => command.name)
        },
        async sent() {
            const messages = await twin.prisma.message.findMany({ where: { authorId: '99' } })
            return messages.map((message) => ({ chat: message.channelId, text: message.content }))
        },
    }
}

const server = await { telegram, discord }[network]()
const say = (value) => process.stdout.write(JSON.stringify(value) + '\n')
say(server.ready)
for await (const line of readline.createInterface({ input: process.stdin })) {
    const asked = JSON.parse(line)
    try {
        say({ result: (await server[asked.do](asked)) ?? null })
    } catch (problem) {
        say({ error: String(problem?.message ?? problem) })
    }
}
process.exit(0)
