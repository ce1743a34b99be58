package say

var jaFiles = table{}
