package org.example.ops

class Ticket implements Serializable {
    private final def steps
    final String number

    Ticket(steps, String number) {
        this.steps = steps
        this.number = number
    }

    void comment(String text) {
        steps.sh script: "ticket comment ${number} '${text}'", label: "comment on ${number}"
    }

    void close() {
        steps.echo "closing ${number}"
        steps.sh "ticket close ${number}"
    }
}
