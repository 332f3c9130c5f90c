import groovy.transform.Field

@Field Map known = [maxHosts: 2]

def call() {
    return known
}
