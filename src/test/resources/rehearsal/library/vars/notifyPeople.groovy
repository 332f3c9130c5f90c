/** Mails what the block says: {@code notifyPeople('#ops') { subject = '…' }}. */
def call(String channel, Closure body) {
    def config = [:]
    body.resolveStrategy = Closure.DELEGATE_FIRST
    body.delegate = config
    body()
    echo "to ${channel}: ${config.subject}"
    mail to: config.to, subject: config.subject, body: "see ${env.BUILD_URL}"
}
