/** A node of the team, with its time limit and its time stamps. */
def call(Map settings = [:], Closure body) {
    node(settings.label ?: 'linux') {
        timestamps {
            timeout(time: settings.hours ?: 2, unit: 'HOURS') {
                body()
            }
        }
    }
}
