import org.example.ops.Names

def call(Map args) {
    if (!Names.isHost(args.host)) {
        error "'${args.host}' is no name of a host"
    }
    def plan = relocationPlan inventory: args.inventory, evacuate: [args.host]
    precheck plan: plan.id
    log.info "plan ${plan.id}: ${plan.goal}"
    try {
        relocate plan: plan.id
        return verify(plan: plan.id)
    } catch (e) {
        rollback plan: plan.id
        throw e
    }
}
