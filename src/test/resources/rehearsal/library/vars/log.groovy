def info(String text) {
    echo "INFO  ${text}"
}

def warning(text) {
    echo "WARN  ${text}"
}
